// tests/field/counts.tsv: what dawdle found when somebody last looked and agreed, by project, rule and level.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { bytesOrder } = require('./project');

const FILE = path.join(__dirname, 'counts.tsv');
const HEAD = '# project\twhat\tlevel\tcount';

// The rows of one scan: "what\tlevel" -> count.
function rowsOf(scanned) {
  const rows = new Map([['units\t-', scanned.units], ['lines\t-', scanned.lines]]);
  for (const finding of scanned.findings) {
    const row = `${finding.rule}\t${finding.level}`;
    rows.set(row, (rows.get(row) || 0) + 1);
  }
  return rows;
}

function read() {
  const counts = new Map();
  if (!fs.existsSync(FILE)) {
    return counts;
  }
  for (const line of fs.readFileSync(FILE, 'utf8').split('\n').filter((text) => text && !text.startsWith('#'))) {
    const [name, what, level, count] = line.split('\t');
    if (!counts.has(name)) {
      counts.set(name, new Map());
    }
    counts.get(name).set(`${what}\t${level}`, Number(count));
  }
  return counts;
}

function write(counts) {
  const lines = [HEAD];
  for (const name of [...counts.keys()].sort(bytesOrder)) {
    for (const row of [...counts.get(name).keys()].sort(bytesOrder)) {
      lines.push(`${name}\t${row}\t${counts.get(name).get(row)}`);
    }
  }
  fs.writeFileSync(FILE, lines.join('\n') + '\n');
}

// The sentences that tell a scan from what is recorded of it.
function differences(recorded, scanned) {
  if (!recorded) {
    return ['nothing is recorded of it yet'];
  }
  const now = rowsOf(scanned);
  return [...new Set([...recorded.keys(), ...now.keys()])].sort(bytesOrder)
    .filter((row) => (recorded.get(row) || 0) !== (now.get(row) || 0))
    .map((row) => `${row.replace('\t-', '').replace('\t', ' ')}: ${now.get(row) || 0}, recorded ${recorded.get(row) || 0}`);
}

module.exports = { rowsOf, read, write, differences };
