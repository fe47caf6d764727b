/** `npm run check`: all checks of the sources and their packages at once, so that one run shows everything that is to be mended. */
import { spawn } from 'node:child_process';

const CHECKS = ['check:format', 'check:types', 'check:lint', 'check:deps', 'check:unused', 'check:audit'];

function runCheck(name) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn('npm', ['run', '--silent', name], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A pipe is no terminal, but what ends on one is more readable in colour.
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    });
    let output = '';
    let remarks = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (remarks += chunk));
    child.once('error', (error) => resolve({ name, ok: false, output: String(error), remarks, seconds: 0 }));
    child.once('close', (code) =>
      resolve({ name, ok: code === 0, output, remarks, seconds: (performance.now() - started) / 1000 }),
    );
  });
}

const results = await Promise.all(CHECKS.map(runCheck));
for (const { name, ok, output, remarks } of results) {
  // What ends well may have a remark all the same.
  const said = (ok ? remarks : output).trim();
  if (!ok || said !== '') console.log(`──── ${name}\n${said}\n`);
}
for (const { name, ok, seconds } of results) {
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s`);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
