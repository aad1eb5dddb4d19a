// A project of the field: made by its recipe, scanned by dawdle, its findings in a form that outlives moved lines.
//
// A finding's key is rule, path below the sources, function and the text of its line: a judgement of it stays right
// when lines above it come or go, and ends when the line itself is changed.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const RECIPES = path.join(__dirname, 'recipes');

// The names of all projects: one recipe each.
function names() {
  return fs.readdirSync(RECIPES).filter((file) => file.endsWith('.sh') && file !== 'common.sh')
    .map((file) => file.slice(0, -3)).sort();
}

// Fetches and builds what is missing. Throws the recipe's one sentence.
function make(name, folder) {
  const run = spawnSync('sh', [path.join(RECIPES, name + '.sh'), folder], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (run.status !== 0) {
    throw new Error(run.stderr.trim() || `${name}: its recipe ended with status ${run.status}`);
  }
}

// The folder of the sources: where the recipe says, or the project's own.
function sources(folder) {
  const mark = path.join(folder, '.source');
  return path.join(folder, fs.existsSync(mark) ? fs.readFileSync(mark, 'utf8').trim() : '.');
}

function database(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'compile_commands.json'), 'utf8'));
}

function version(name) {
  return /^package=.* upstream=(.*)$/m.exec(fs.readFileSync(path.join(RECIPES, name + '.sh'), 'utf8'))[1];
}

function linesOf(file) {
  return fs.readFileSync(file, 'latin1').split('\n');
}

// Findings' paths are relative to the root that dawdle chose, which depends on whether a repository is around.
function absolute(folder, found) {
  for (let base = folder; ; base = path.dirname(base)) {
    const file = path.resolve(base, found);
    if (fs.existsSync(file)) {
      return file;
    }
    if (base === path.dirname(base)) {
      throw new Error(`${found}, named in a finding, does not stand below ${folder} or above`);
    }
  }
}

function bytesOrder(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

// Scans; gives { name, folder, version, units, lines, findings }, the findings by path, line and rule.
function scan(dawdle, name, folder) {
  const run = spawnSync(dawdle, ['-p', folder, '--format', 'json', '--level', 'note', '--allow-incomplete', '--fail-on', 'never', '-q'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) {
    throw new Error(`${name}: dawdle ended with status ${run.status}: ${run.stderr.trim()}`);
  }
  const root = fs.realpathSync(sources(folder));
  const texts = new Map();
  const findings = JSON.parse(run.stdout).findings.map((finding) => {
    const file = absolute(folder, finding.path);
    if (!texts.has(file)) {
      texts.set(file, linesOf(file));
    }
    return {
      rule: finding.rule, level: finding.level, rank: finding.rank, file, path: path.relative(root, fs.realpathSync(file)), line: finding.line,
      function: finding.function, message: finding.message, steps: finding.steps,
      text: texts.get(file)[finding.line - 1].trim(),
    };
  });
  findings.sort((left, right) => bytesOrder(left.path, right.path) || left.line - right.line || bytesOrder(left.rule, right.rule));
  const files = new Set(database(folder).map((entry) => path.resolve(entry.directory, entry.file)));
  const seen = [...files].filter((file) => file.endsWith('.c') && fs.existsSync(file));
  return {
    name, folder, version: version(name), units: seen.length,
    lines: seen.reduce((sum, file) => sum + linesOf(file).length - 1, 0), findings,
  };
}

function isWarning(finding) {
  return finding.level !== 'note';
}

// The key that a judgement shares with its finding.
function keyOf(place) {
  return [place.rule, place.path, place.function, place.text].join('\0');
}

module.exports = { names, make, sources, database, version, linesOf, scan, isWarning, keyOf, bytesOrder };
