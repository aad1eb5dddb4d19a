// What the field's figures rest on: which warnings are drawn, which judgement belongs to which, what is counted. Each
// test gives the tool input of its own, so nothing is fetched.
'use strict';

const assert = require('node:assert');
const test = require('node:test');
const { split } = require('./includes');
const counts = require('./counts');
const record = require('./record');

function finding(line, more) {
  return { rule: 'slow-thing', level: 'warning', path: 'src/a.c', line, function: 'f', text: `x(${line});`, ...more };
}

function scanOf(findings) {
  return { name: 'sample', version: '1', units: 1, lines: 100, findings };
}

function recordOf(text) {
  return record.parse(`Drawn: at most 2 warnings, by seed 1.\n${text}`, 'sample');
}

const JUDGED = '## true: slow-thing at src/a.c:10 in f\n\n    x(10);\n\nwhy 10\n';

test('a judgement follows its line, and ends when the line changes', () => {
  const moved = record.match(recordOf(JUDGED), scanOf([finding(12, { text: 'x(10);' })]));
  assert.strictEqual(moved.judged.length, 1);
  assert.strictEqual(moved.open.length, 0);
  const changed = record.match(recordOf(JUDGED), scanOf([finding(10, { text: 'y(10);' })]));
  assert.strictEqual(changed.judged.length, 0);
  assert.strictEqual(changed.open.length, 1);
  assert.strictEqual(changed.gone.length, 1);
});

test('lines with the same text are two places', () => {
  const twice = [finding(10), finding(20, { text: 'x(10);' })];
  const { judged, open } = record.match(recordOf(JUDGED), scanOf(twice));
  assert.deepStrictEqual(judged.map(([found, entry]) => [found.line, entry.why]), [[10, 'why 10']]);
  assert.deepStrictEqual(open.map((found) => found.line), [20]);
});

test('a judgement that is gone is kept, counts for nothing, and comes back with its warning', () => {
  const gone = record.refreshed(recordOf(JUDGED), scanOf([]));
  assert.strictEqual(gone.entries.length, 0);
  const again = record.parse(record.format(gone, scanOf([])), 'sample');
  assert.strictEqual(again.entries.length, 0);
  assert.strictEqual(again.gone.length, 1);
  assert.strictEqual(record.refreshed(again, scanOf([finding(10)])).entries[0].why, 'why 10');
});

test('what is written is what is read', () => {
  const scanned = scanOf([finding(10), finding(11, { function: '' })]);
  const fresh = record.refreshed(recordOf(JUDGED), scanned);
  assert.deepStrictEqual(fresh.entries.map((entry) => entry.verdict), ['true', '?']);
  const text = record.format(fresh, scanned);
  assert.strictEqual(record.format(record.parse(text, 'sample'), scanned), text);
});

test('a record without a reason, or with a verdict of its own, is refused', () => {
  assert.throws(() => recordOf('## true: slow-thing at src/a.c:10 in f\n\n    x(10);\n'), /does not say why/);
  assert.throws(() => recordOf(JUDGED.replace('true', 'perhaps')), /no verdict/);
  assert.throws(() => recordOf(JUDGED.replace('in f', 'in f and g')), /starts with/);
});

test('the draw is that of the seed, and a new warning changes no other turn', () => {
  const lines = [...Array(40).keys()];
  const all = scanOf(lines.map((line) => finding(line + 1)));
  const drawn = (seed, scanned) => record.draw({ most: 10, seed }, scanned).map((found) => found.line);
  assert.strictEqual(drawn(1, all).length, 10);
  assert.deepStrictEqual(drawn(1, all), drawn(1, all));
  assert.notDeepStrictEqual(drawn(1, all), drawn(2, all));
  const more = scanOf([...all.findings, finding(99)]);
  const stayed = drawn(1, more).filter((line) => drawn(1, all).includes(line));
  assert.ok(stayed.length >= 9);
  assert.strictEqual(record.draw({ most: 40, seed: 1 }, all).length, 40);
});

test('notes are not judged, and are counted', () => {
  const scanned = scanOf([finding(10), finding(11, { level: 'note' })]);
  assert.strictEqual(record.draw({ most: 25, seed: 1 }, scanned).length, 1);
  const rows = counts.rowsOf(scanned);
  assert.strictEqual(rows.get('slow-thing\tnote'), 1);
  assert.deepStrictEqual(counts.differences(rows, scanned), []);
  assert.deepStrictEqual(counts.differences(rows, scanOf([finding(10)])), ['slow-thing note: 0, recorded 1']);
});

test('command lines are split as a shell splits them', () => {
  assert.deepStrictEqual(split(`cc -DA='"b c"' "-Dd=\\"e\\"" f\\ g.c  -c`), ['cc', '-DA="b c"', '-Dd="e"', 'f g.c', '-c']);
});
