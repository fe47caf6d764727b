/**
 * `npm run check:audit`: asks the registry for known holes in the packages that go into production, and fails where one is of
 * level high or above. A registry that does not answer is no finding: at a desk the check says so and goes on; under CI=true it fails,
 * for nobody would look at the sentence there. A mirror that hands out packages and takes no such question is passed over everywhere:
 * asking it again would change nothing.
 */
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const LEVELS = ['high', 'critical'];

/** How a registry says that it does not take the question at all. */
const NOT_OFFERED = [404, 405, 501];

/** A registry is away for a moment now and then; a build must neither fail of that nor wait for an hour. */
const ATTEMPTS_MAX = 4;
const PAUSE_MS = 5_000;

/** The registry's answer takes a second; npm itself would wait for five minutes. */
const ANSWER_MS_MAX = 20_000;

const { values } = parseArgs({ options: { 'pause-ms': { type: 'string', default: String(PAUSE_MS) } } });
const inCi = process.env.CI === 'true';
const report = await askPatiently(inCi ? ATTEMPTS_MAX : 1, Number(values['pause-ms']));
if (NOT_OFFERED.includes(report.statusCode)) sayNotOffered(report.statusCode);
else if (report.vulnerabilities === undefined) sayNotAsked(report.message);
else sayFound(Object.values(report.vulnerabilities).filter(({ severity }) => LEVELS.includes(severity)));

async function askPatiently(attempts, pauseMs) {
  const answer = await ask();
  const isFinal = answer.vulnerabilities !== undefined || NOT_OFFERED.includes(answer.statusCode);
  if (isFinal || attempts <= 1) return answer;
  await pause(pauseMs);
  return askPatiently(attempts - 1, pauseMs * 2);
}

/** What npm says, whatever its exit code: findings and a registry that is away end with the same one. */
function ask() {
  const bounds = ['--fetch-retries=0', `--fetch-timeout=${ANSWER_MS_MAX}`];
  return new Promise((resolve) => {
    execFile('npm', ['audit', '--omit=dev', '--json', ...bounds], (error, stdout) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        resolve({ message: error?.message ?? 'npm audit has said nothing' });
      }
    });
  });
}

function sayNotOffered(status) {
  console.error(
    `This registry does not tell known holes in packages (${status}): nothing is known of ours. Ask one that does:\n` +
      '  npm audit --omit=dev --registry=https://registry.npmjs.org',
  );
}

function sayNotAsked(message) {
  console.error(`The registry could not be asked for known holes in our packages: ${message}`);
  if (!inCi) return;
  console.error(
    `It was asked ${ATTEMPTS_MAX} times. Run this again: what has not been asked is not known to be sound.`,
  );
  process.exitCode = 1;
}

function sayFound(found) {
  for (const { name, range, severity, via, fixAvailable } of found) {
    const reasons = via.map((reason) =>
      typeof reason === 'string' ? `by ${reason}` : `${reason.title} ${reason.url}`,
    );
    const cure = fixAvailable
      ? 'npm audit fix --omit=dev mends it'
      : 'nothing newer mends it: override or replace it';
    console.error(`${severity}: ${name} ${range}: ${reasons.join('; ')}. ${cure}.`);
  }
  if (found.length > 0) process.exitCode = 1;
}
