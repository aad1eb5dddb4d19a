// tests/field/PROJECT.md: the project's warnings, each judged by reading the code.
//
//     # PROJECT VERSION
//     Drawn: at most 25 warnings, by seed 4.
//     ## VERDICT: RULE at PATH:LINE in FUNCTION
//         the line's text
//     why
//     # Not reported any more
//     judgements whose finding is gone: they count for nothing, and come back with the finding
//
// A verdict is true, false, debatable, or ? for one that nobody judged yet. Of more warnings than the record takes, those
// are drawn whose key has the lowest hash with the seed: so a warning that comes or goes changes no other's turn.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { bytesOrder, isWarning, keyOf } = require('./project');

const VERDICTS = ['true', 'false', 'debatable', '?'];
const AT_MOST = 25;
const SEED = 4;
const GONE = '# Not reported any more';

function fileOf(name) {
  return path.join(__dirname, name + '.md');
}

function parse(text, name) {
  const record = { name, most: AT_MOST, seed: SEED, entries: [], gone: [] };
  let into = record.entries;
  let entry = null;
  for (const [index, line] of text.split('\n').entries()) {
    const fail = (what) => {
      throw new Error(`tests/field/${name}.md:${index + 1}: ${what}`);
    };
    const drawn = /^Drawn: at most (\d+) warnings, by seed (\d+)\.$/.exec(line);
    const head = /^## (\S+): ([a-z-]+) at (\S+):(\d+)(?: in (\S+))?$/.exec(line);
    if (drawn) {
      record.most = Number(drawn[1]);
      record.seed = Number(drawn[2]);
    } else if (line === GONE) {
      into = record.gone;
      entry = null;
    } else if (head) {
      if (!VERDICTS.includes(head[1])) {
        fail(`'${head[1]}' is no verdict: ${VERDICTS.join(', ')}`);
      }
      entry = { verdict: head[1], rule: head[2], path: head[3], line: Number(head[4]), function: head[5] || '', text: '', why: '' };
      into.push(entry);
    } else if (line.startsWith('#') && !line.startsWith('# ')) {
      fail('a judgement starts with "## VERDICT: RULE at PATH:LINE in FUNCTION"');
    } else if (entry && line.startsWith('    ')) {
      entry.text = line.trim();
    } else if (entry && line !== '') {
      entry.why = entry.why ? `${entry.why} ${line}` : line;
    }
  }
  for (const judged of record.entries) {
    if (judged.verdict !== '?' && judged.why === '') {
      throw new Error(`tests/field/${name}.md: the judgement of ${judged.path}:${judged.line} does not say why`);
    }
  }
  return record;
}

function read(name) {
  return fs.existsSync(fileOf(name)) ? parse(fs.readFileSync(fileOf(name), 'utf8'), name) : parse('', name);
}

function format(record, scanned) {
  const warnings = scanned.findings.filter(isWarning).length;
  const show = (entry) => `## ${entry.verdict}: ${entry.rule} at ${entry.path}:${entry.line}${entry.function ? ` in ${entry.function}` : ''}\n\n` +
    `    ${entry.text}\n\n${entry.why ? `${entry.why}\n\n` : ''}`;
  const count = `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  const head = `# ${record.name} ${scanned.version}\n\n${count} in ${scanned.lines} lines.\nDrawn: at most ${record.most} warnings, by seed ${record.seed}.\n\n`;
  const gone = record.gone.length ? `${GONE}\n\n${record.gone.map(show).join('')}` : '';
  return `${head}${record.entries.map(show).join('')}${gone}`.replace(/\n+$/, '\n');
}

// The warnings that the record has to judge.
function draw(record, scanned) {
  const warnings = scanned.findings.filter(isWarning);
  if (warnings.length <= record.most) {
    return warnings;
  }
  const turns = new Map();
  const hashed = warnings.map((finding) => {
    const key = keyOf(finding);
    const turn = turns.get(key) || 0;
    turns.set(key, turn + 1);
    return { finding, hash: crypto.createHash('sha256').update(`${record.seed}\0${turn}\0${key}`).digest('hex') };
  });
  hashed.sort((left, right) => bytesOrder(left.hash, right.hash));
  const drawn = new Set(hashed.slice(0, record.most).map((item) => item.finding));
  return warnings.filter((finding) => drawn.has(finding));
}

// Sets the record against a scan: { judged: [[finding, entry]], open: [finding], gone: [entry] }. Equal keys pair up in
// the order of their lines.
function match(record, scanned) {
  const waiting = new Map();
  for (const entry of [...record.entries, ...record.gone]) {
    if (entry.verdict !== '?') {
      waiting.set(keyOf(entry), [...(waiting.get(keyOf(entry)) || []), entry]);
    }
  }
  const judged = [];
  const open = [];
  for (const finding of draw(record, scanned)) {
    const entry = (waiting.get(keyOf(finding)) || []).shift();
    if (entry) {
      judged.push([finding, entry]);
    } else {
      open.push(finding);
    }
  }
  return { judged, open, gone: [...waiting.values()].flat() };
}

// The record as it has to be for this scan: lines follow, what is new waits for its verdict, what is gone moves to the end.
function refreshed(record, scanned) {
  const { judged, open, gone } = match(record, scanned);
  const entries = [
    ...judged.map(([finding, entry]) => ({ ...entry, line: finding.line })),
    ...open.map((finding) => ({ ...finding, verdict: '?', why: '' })),
  ];
  const order = (left, right) => bytesOrder(left.path, right.path) || left.line - right.line || bytesOrder(left.rule, right.rule);
  return { ...record, entries: entries.sort(order), gone: gone.sort(order) };
}

function write(record, scanned) {
  fs.writeFileSync(fileOf(record.name), format(record, scanned));
}

module.exports = { VERDICTS, AT_MOST, SEED, GONE, fileOf, parse, read, format, draw, match, refreshed, write };
