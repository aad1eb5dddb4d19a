// What ./dev field runs: dawdle over projects that nobody here wrote, held to the counts and judgements in tests/field/.
//
//     node field.js DAWDLE FOLDER [--record] [--draw] [--list] [PROJECT...]
//
// The projects stand in FOLDER, one folder each, and are made there when they are missing. Status 0: all is as recorded;
// 1: something differs, or a heavy-include finding is not proven; 2: a project could not be made or scanned. An option
// does its work instead of the comparison; several share one scan.
//   --record   the counts found now are the right ones from now on
//   --draw     brings the judgement records up to date: new warnings wait there as `?`, those gone move to the end
//   --list     all findings with their places, for whoever judges
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const project = require('./project');
const record = require('./record');
const counts = require('./counts');
const includes = require('./includes');
const { rate, shortfalls, thousands } = require('./figures');

function say(line) {
  process.stdout.write(`${line}\n`);
}

function row(cells) {
  return `${cells[0].padEnd(14)}${cells.slice(1).map((cell) => String(cell).padStart(11)).join('')}`;
}

function countRow(name, units, lines, warnings, notes) {
  return row([name, units, thousands(lines), warnings, rate(warnings, lines), notes]);
}

function warningsIn(scanned) {
  return scanned.findings.filter(project.isWarning).length;
}

function place(finding) {
  return `${finding.path}:${finding.line}${finding.function ? ` in ${finding.function}` : ''}`;
}

function list(scanned) {
  for (const finding of scanned.findings) {
    say(`${finding.level}: ${finding.rule} at ${place(finding)}\n    ${finding.text}\n    ${finding.message}`);
    finding.steps.forEach((step) => say(`      ${step.path}:${step.line}: ${step.message}`));
  }
}

// Says what the record of a scan lacks: an array of sentences.
function recordProblems(scanned) {
  const { judged, open, gone } = record.match(record.read(scanned.name), scanned);
  const problems = open.map((finding) => `not judged: ${finding.rule} at ${place(finding)}`);
  const kept = new Set(record.read(scanned.name).gone.map(project.keyOf));
  for (const entry of gone.filter((judgement) => !kept.has(project.keyOf(judgement)))) {
    problems.push(`judged ${entry.verdict}, but there is no such warning any more: ${entry.rule} at ${place(entry)}`);
  }
  if (problems.length) {
    problems.push(`${judged.length} judgements stand; ./dev field --draw ${scanned.name} puts the open ones into tests/field/${scanned.name}.md`);
  }
  return problems;
}

function check(scanned, recorded) {
  const problems = counts.differences(recorded.get(scanned.name), scanned);
  if (problems.length) {
    problems.push(`right as it is now? ./dev field --record ${scanned.name}`);
  }
  for (const { finding, holds, text } of includes.prove(scanned)) {
    say(`  heavy-include ${finding.path}:${finding.line} ${finding.text}: ${text}`);
    if (!holds) {
      problems.push(`heavy-include is wrong at ${place(finding)}: ${text}`);
    }
  }
  return [...problems, ...recordProblems(scanned)];
}

function update(scanned) {
  const fresh = record.refreshed(record.read(scanned.name), scanned);
  record.write(fresh, scanned);
  const open = fresh.entries.filter((entry) => entry.verdict === '?').length;
  say(`  tests/field/${scanned.name}.md: ${fresh.entries.length - open} judged, ${open} wait for a verdict, ${fresh.gone.length} not reported any more`);
}

function main(dawdle, folder, options, wanted) {
  const unknown = wanted.find((name) => !project.names().includes(name));
  if (unknown) {
    process.stderr.write(`there is no recipe tests/field/recipes/${unknown}.sh; there are: ${project.names().join(' ')}\n`);
    return 2;
  }
  fs.mkdirSync(folder, { recursive: true });
  const recorded = counts.read();
  const problems = [];
  const total = { units: 0, lines: 0, warnings: 0, notes: 0 };
  let broken = 0;
  say(row(['project', 'units', 'lines', 'warnings', 'per 1,000', 'notes']));
  for (const name of wanted.length ? wanted : project.names()) {
    try {
      const own = path.join(folder, name);
      project.make(name, own);
      const scanned = project.scan(path.resolve(dawdle), name, fs.realpathSync(own));
      const warnings = warningsIn(scanned);
      say(countRow(name, scanned.units, scanned.lines, warnings, scanned.findings.length - warnings));
      total.units += scanned.units;
      total.lines += scanned.lines;
      total.warnings += warnings;
      total.notes += scanned.findings.length - warnings;
      if (options.has('--record')) {
        recorded.set(name, counts.rowsOf(scanned));
        counts.write(recorded);
      }
      if (options.has('--draw')) {
        update(scanned);
      }
      if (options.has('--list')) {
        list(scanned);
      }
      if (options.size === 0) {
        problems.push(...check(scanned, recorded).map((problem) => `${name}: ${problem}`));
      }
    } catch (error) {
      broken++;
      problems.push(error.message);
    }
  }
  say(countRow('all', total.units, total.lines, total.warnings, total.notes));
  if (options.has('--record')) {
    say('tests/field/counts.tsv holds what was found now');
  }
  if (options.size === 0 && wanted.length === 0) {
    problems.push(...shortfalls());
  }
  problems.forEach(say);
  return broken ? 2 : problems.length ? 1 : 0;
}

const [dawdle, folder, ...rest] = process.argv.slice(2);
const options = new Set(rest.filter((word) => word.startsWith('--')));
const strange = [...options].find((word) => !['--record', '--draw', '--list'].includes(word));
if (!folder || strange) {
  process.stderr.write(`${strange ? `there is no option ${strange}\n` : ''}usage: ./dev field [--record] [--draw] [--list] [PROJECT...], or ./dev field --figures\n`);
  process.exitCode = 2;
} else {
  process.exitCode = main(dawdle, folder, options, rest.filter((word) => !word.startsWith('--')));
}
