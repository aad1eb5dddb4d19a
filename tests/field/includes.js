// The proof of heavy-include: without the reported line the compiler makes the same object.
//
// The line is emptied in a copy of the project's folder that shares its files by hard links, so nobody who reads the
// project meanwhile sees the change. Both objects are made in the copy: paths that end up in an object are then equal.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { database, isWarning, linesOf } = require('./project');

// A header may be part of hundreds of units; so many show what its include line does.
const UNITS_OF_A_HEADER = 8;

const WITH_VALUE = new Set(['-o', '-MF', '-MT', '-MQ']);
const DROPPED = /^(-c|-MD|-MMD|-MP|-M|-MM|-g.*|-O.*|-Werror.*|--coverage|-fprofile.*|-flto.*)$/;

// A command line as a POSIX shell splits it, as far as compile databases use that.
function split(command) {
  const words = [];
  let word = null;
  for (let at = 0; at < command.length; at++) {
    const c = command[at];
    if (c === "'" || c === '"') {
      word = word || '';
      for (at++; at < command.length && command[at] !== c; at++) {
        if (c === '"' && command[at] === '\\' && '"\\$`'.includes(command[at + 1])) {
          at++;
        }
        word += command[at];
      }
    } else if (/\s/.test(c)) {
      if (word !== null) {
        words.push(word);
      }
      word = null;
    } else {
      word = (word || '') + (c === '\\' ? command[++at] : c);
    }
  }
  return word === null ? words : [...words, word];
}

// The compiler and the flags that decide what is compiled, with the project's folder renamed.
function flagsOf(entry, folder, copy) {
  const words = entry.arguments || split(entry.command);
  const flags = [];
  for (let at = 0; at < words.length; at++) {
    if (WITH_VALUE.has(words[at])) {
      at++;
    } else if (!DROPPED.test(words[at])) {
      flags.push(words[at].replaceAll(folder, copy));
    }
  }
  return flags;
}

function compile(entry, folder, copy, more) {
  const [compiler, ...flags] = flagsOf(entry, folder, copy);
  return spawnSync(compiler, [...flags, ...more], {
    cwd: entry.directory.replace(folder, copy), encoding: 'utf8', maxBuffer: 1 << 28,
    env: { ...process.env, SOURCE_DATE_EPOCH: '1', LC_ALL: 'C' },
  });
}

// The entries whose unit reads the file.
function readersOf(file, entries, folder, copy) {
  const own = entries.filter((entry) => path.resolve(entry.directory, entry.file) === file);
  if (own.length > 0) {
    return own;
  }
  const moved = file.replace(folder, copy);
  const readers = [];
  for (const entry of entries) {
    const list = compile(entry, folder, copy, ['-M']).stdout || '';
    const parts = list.replace(/\\\n/g, ' ').split(/\s+/);
    if (parts.some((part) => path.resolve(entry.directory.replace(folder, copy), part) === moved)) {
      readers.push(entry);
      if (readers.length === UNITS_OF_A_HEADER) {
        break;
      }
    }
  }
  return readers;
}

function object(entry, folder, copy, out) {
  const run = compile(entry, folder, copy, ['-c', '-O1', '-g0', '-Werror=implicit-function-declaration', '-o', out]);
  return run.status === 0 ? { bytes: fs.readFileSync(out) } : { error: (run.stderr || '').split('\n').find((line) => line.includes('error')) || 'it does not compile' };
}

function proveOne(finding, entries, folder, copy, out) {
  const readers = readersOf(finding.file, entries, folder, copy);
  if (readers.length === 0) {
    return { holds: false, text: 'no unit of the database reads this file' };
  }
  const changed = finding.file.replace(folder, copy);
  const before = readers.map((entry) => object(entry, folder, copy, out));
  const lines = linesOf(finding.file);
  lines[finding.line - 1] = '';
  fs.unlinkSync(changed);
  fs.writeFileSync(changed, lines.join('\n'), 'latin1');
  const after = readers.map((entry) => object(entry, folder, copy, out));
  fs.unlinkSync(changed);
  fs.linkSync(finding.file, changed);
  for (let at = 0; at < readers.length; at++) {
    const unit = path.basename(readers[at].file);
    if (before[at].error) {
      return { holds: false, text: `${unit} does not even compile with it: ${before[at].error}` };
    }
    if (after[at].error) {
      return { holds: false, text: `${unit} does not compile without it: ${after[at].error}` };
    }
    if (!before[at].bytes.equals(after[at].bytes)) {
      return { holds: false, text: `${unit} gives another object without it` };
    }
  }
  return { holds: true, text: `the same object in ${readers.length} ${readers.length === 1 ? 'unit' : 'units'}` };
}

// Proves each heavy-include warning of a scan: an array of { finding, holds, text }.
function prove(scanned) {
  const reported = scanned.findings.filter((finding) => finding.rule === 'heavy-include' && isWarning(finding));
  if (reported.length === 0) {
    return [];
  }
  const folder = fs.realpathSync(scanned.folder);
  const copy = `${folder}.copy`;
  const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'dawdle-field-')), 'unit.o');
  fs.rmSync(copy, { recursive: true, force: true });
  try {
    const copied = spawnSync('cp', ['-al', folder, copy], { encoding: 'utf8' });
    if (copied.status !== 0) {
      throw new Error(`${scanned.name}: the copy for heavy-include could not be made: ${copied.stderr.trim()}`);
    }
    const entries = database(folder).filter((entry) => path.resolve(entry.directory, entry.file).endsWith('.c'));
    return reported.map((finding) => ({ finding, ...proveOne(finding, entries, folder, copy, out) }));
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
    fs.rmSync(path.dirname(out), { recursive: true, force: true });
  }
}

module.exports = { split, prove };
