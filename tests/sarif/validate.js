// Holds SARIF files against the schema, and against the Multitool with its Sarif and Ghas rules. Exit status 0
// only when neither has an error or a warning to report. Both are needed: the Multitool lets wrong values of
// enumerations pass, and the schema knows nothing of what code scanning rejects.
//
//     node validate.js MODULES FILE.sarif|FOLDER...
//
// MODULES is the node_modules folder that tests/package.json was installed into; without it the status is 77,
// which CTest shows as skipped. Of a FOLDER all .sarif files are taken, at least one.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// Its limits are older than those of code scanning (1,000 results a run).
const IGNORED = new Set(['GH1004']);

function schemaErrors(modules, document) {
  const Ajv = require(path.join(modules, 'ajv/dist/2020')).default;
  const addFormats = require(path.join(modules, 'ajv-formats')).default;
  const schema = path.join(modules, '@microsoft/sarif-multitool-linux/sarif-2.1.0.json');
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(fs.readFileSync(schema, 'utf8')));
  if (validate(document)) return [];
  return validate.errors.map((error) => `schema: ${error.instancePath} ${error.message}`);
}

// The binary itself and not the package's script, which hands its arguments to a shell unquoted: the `;` would
// end the command there. It exits with 0 whatever it finds, so its results are counted.
function multitoolErrors(modules, file, scratch) {
  const program = path.join(modules, '@microsoft/sarif-multitool-linux/Sarif.Multitool');
  fs.chmodSync(program, 0o755); // npm may have been told to run no install scripts
  const output = path.join(scratch, 'findings.sarif');
  const run = spawnSync(
    program,
    ['validate', file, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--max-file-size-in-kb', '1000000', '-o', output,
     '--log', 'ForceOverwrite'],
    { encoding: 'utf8' },
  );
  if (run.error) return [`multitool: ${run.error.message}`];
  if (!fs.existsSync(output)) return [`multitool: no output, status ${run.status}: ${run.stdout}${run.stderr}`];
  const errors = run.status === 0 ? [] : [`multitool: status ${run.status}: ${run.stdout}`];
  for (const result of JSON.parse(fs.readFileSync(output, 'utf8')).runs[0].results) {
    if (IGNORED.has(result.ruleId)) continue;
    errors.push(`${result.ruleId}: ${result.message.text || JSON.stringify(result.message)}`);
  }
  return errors;
}

function readDocument(file) {
  // A fatal decoder: JSON.parse alone would accept bytes that are not UTF-8.
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fs.readFileSync(file)));
}

function filesOf(name) {
  if (!fs.statSync(name).isDirectory()) return [name];
  const files = fs.readdirSync(name).filter((entry) => entry.endsWith('.sarif')).sort();
  if (files.length === 0) throw new Error(`${name}: no .sarif file in it`);
  return files.map((entry) => path.join(name, entry));
}

function main(modules, names) {
  if (!modules || names.length === 0) {
    console.error('usage: node validate.js MODULES FILE.sarif|FOLDER...');
    return 2;
  }
  if (!fs.existsSync(modules)) {
    console.error(`${modules} is not there: ./dev check installs it from tests/package.json`);
    return 77;
  }
  const files = names.flatMap(filesOf);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dawdle-validate-'));
  let failed = false;
  try {
    for (const file of files) {
      const errors = [];
      try {
        errors.push(...schemaErrors(path.resolve(modules), readDocument(file)));
        errors.push(...multitoolErrors(path.resolve(modules), file, scratch));
      } catch (error) {
        errors.push(`not readable as SARIF: ${error.message}`);
      }
      for (const error of errors) console.error(`${file}: ${error}`);
      failed ||= errors.length > 0;
    }
  } finally {
    fs.rmSync(scratch, { recursive: true });
  }
  return failed ? 1 : 0;
}

process.exitCode = main(process.argv[2], process.argv.slice(3));
