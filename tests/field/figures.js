// The precision of dawdle's warnings, from the records in tests/field/, and the places that quote it.
//
//     node figures.js [--write]
//
// A true judgement counts 1, a debatable one one half, a false one 0. Without --write the status is 1 when README.md or
// tests/field/README.md says something else, or when a warning waits for its judgement.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { names, version } = require('./project');
const { fileOf, read } = require('./record');
const counts = require('./counts');

const LEAST = 0.85;
const LEAST_OF_A_RULE = 0.70;
const RULE_COUNTS_FROM = 10;
const ROOT = path.join(__dirname, '..', '..');
const START = '<!-- written by ./dev field --figures -->';
const END = '<!-- end -->';

function emptyRow() {
  return { true: 0, debatable: 0, false: 0 };
}

function judged(row) {
  return row.true + row.debatable + row.false;
}

function precision(row) {
  return judged(row) ? (row.true + row.debatable / 2) / judged(row) : 1;
}

function percent(row) {
  return judged(row) ? `${Math.round(precision(row) * 100)} %` : '-';
}

function add(table, name, verdict) {
  table.set(name, table.get(name) || emptyRow());
  table.get(name)[verdict]++;
}

// { all, rules, projects, open }: rows of verdicts, and the places nobody judged yet.
function collect() {
  const figures = { all: emptyRow(), rules: new Map(), projects: new Map(), open: [] };
  for (const name of names().filter((project) => fs.existsSync(fileOf(project)))) {
    figures.projects.set(name, emptyRow());
    for (const entry of read(name).entries) {
      if (entry.verdict === '?') {
        figures.open.push(`tests/field/${name}.md: ${entry.path}:${entry.line} is not judged yet`);
        continue;
      }
      figures.all[entry.verdict]++;
      add(figures.rules, entry.rule, entry.verdict);
      add(figures.projects, name, entry.verdict);
    }
  }
  return figures;
}

function cells(row) {
  return `${judged(row)} | ${row.true} | ${row.debatable} | ${row.false} | ${percent(row)}`;
}

function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function tables({ all, rules, projects }) {
  const lines = ['| rule | judged | true | debatable | false | precision |', '| --- | ---: | ---: | ---: | ---: | ---: |'];
  for (const rule of [...rules.keys()].sort()) {
    lines.push(`| ${rule} | ${cells(rules.get(rule))} |`);
  }
  lines.push(`| all | ${cells(all)} |`, '', '| project | lines | warnings | per 1,000 lines | judged | true | debatable | false | precision |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  const recorded = counts.read();
  for (const [name, row] of projects) {
    const rows = recorded.get(name) || new Map();
    const size = rows.get('lines\t-') || 0;
    const warnings = warningsOf(rows);
    lines.push(`| [${name}](${name}.md) ${version(name)} | ${thousands(size)} | ${warnings} | ${rate(warnings, size)} | ${cells(row)} |`);
  }
  return lines.join('\n');
}

function warningsOf(rows) {
  return [...rows].filter(([row]) => /\t(warning|error)$/.test(row)).reduce((sum, [, count]) => sum + count, 0);
}

function rate(warnings, lines) {
  return lines ? (warnings * 1000 / lines).toFixed(2) : '-';
}

function sentence({ all, projects }) {
  let lines = 0;
  let warnings = 0;
  for (const [name, rows] of counts.read()) {
    if (projects.has(name)) {
      lines += rows.get('lines\t-') || 0;
      warnings += warningsOf(rows);
    }
  }
  return `On ${projects.size} Debian packages (${thousands(lines)} lines) dawdle gives ${warnings} warnings, ${rate(warnings, lines)} per 1,000 lines.\n` +
    `${judged(all)} of them were judged by reading the code: ${percent(all)} are right (${all.true} true, ${all.debatable} debatable that count half,\n` +
    `${all.false} false). The [records](tests/field/README.md) say why, place by place.`;
}

// The file's text with what stands between the marks replaced.
function filled(file, text) {
  const old = fs.readFileSync(file, 'utf8');
  const from = old.indexOf(START);
  const to = old.indexOf(END, from);
  if (from < 0 || to < 0) {
    throw new Error(`${path.relative(ROOT, file)} has no place for the figures: a line "${START}", and then "${END}"`);
  }
  return `${old.slice(0, from + START.length)}\n\n${text}\n\n${old.slice(to)}`;
}

// Writes the figures into both files, or names what is wrong: an array of sentences.
function hold({ write }) {
  const figures = collect();
  const problems = [...figures.open];
  for (const [file, text] of [['README.md', sentence(figures)], ['tests/field/README.md', tables(figures)]]) {
    const full = path.join(ROOT, file);
    const wanted = filled(full, text);
    if (write) {
      fs.writeFileSync(full, wanted);
    } else if (wanted !== fs.readFileSync(full, 'utf8')) {
      problems.push(`${file}: its figures are not those of the records; ./dev field --figures writes them`);
    }
  }
  return problems;
}

// What is below the precision that the project sets itself: an array of sentences.
function shortfalls() {
  const { all, rules } = collect();
  const problems = [];
  if (precision(all) < LEAST) {
    problems.push(`precision is ${percent(all)} over all, and should be ${LEAST * 100} % at least`);
  }
  for (const [rule, row] of rules) {
    if (judged(row) >= RULE_COUNTS_FROM && precision(row) < LEAST_OF_A_RULE) {
      problems.push(`precision of ${rule} is ${percent(row)}, and should be ${LEAST_OF_A_RULE * 100} % at least`);
    }
  }
  return problems;
}

module.exports = { rate, thousands, hold, shortfalls };

if (require.main === module) {
  const problems = hold({ write: process.argv[2] === '--write' });
  process.stdout.write(problems.map((problem) => `${problem}\n`).join(''));
  process.exitCode = problems.length ? 1 : 0;
}
