// Runs the cases against the server in Chromium.
//
//     node suite.js --server PATH [--chromium PATH] [--page FOLDER] [--only TEXT] [--screenshots FOLDER] [--record FOLDER]
//
// --page shows the page as it stands in a folder in place of the one in the server. Prints a line for each case and what passed
// and failed in all.

import { parseArgs } from 'node:util';

import * as accessibility from './cases/accessibility.js';
import * as account from './cases/account.js';
import * as entering from './cases/entering.js';
import * as passkeys from './cases/passkeys.js';
import * as refusals from './cases/refusals.js';
import * as texts from './cases/texts.js';
import { startBrowser, startServer, Visit } from './harness.js';

const text = { type: 'string' };
const { values } = parseArgs({
    options: {
        server: text,
        chromium: { type: 'string', default: '/usr/bin/chromium' },
        page: text, only: text, screenshots: text, record: text,
    },
});
if (!values.server) {
    console.error('--server PATH is missing');
    process.exit(2);
}

const cases = [entering, passkeys, account, refusals, texts, accessibility].flatMap((module) => Object.entries(module));
const chosen = cases.filter(([name]) => name.includes(values.only ?? ''));
const server = await startServer(values.server);
const browser = await startBrowser(values.chromium);
const { page, screenshots, record } = values;
const settings = { origin: server.origin, page, screenshots, record };
const count = { passed: 0, failed: 0 };

async function run(name, body) {
    const visits = [];
    const open = async (options) => {
        const visit = await Visit.open(browser, settings, options);
        visits.push(visit);
        return visit;
    };
    try {
        await body(open);
        const problems = visits.flatMap((visit) => visit.problems);
        if (problems.length > 0) {
            throw new Error(problems.join('\n'));
        }
        count.passed += 1;
        console.log(`passed  ${name}`);
    } catch (error) {
        count.failed += 1;
        console.log(`failed  ${name}\n${error.stack}`);
        for (const visit of visits) {
            await visit.picture(`failed-${name}`);
        }
    } finally {
        for (const visit of visits) {
            await visit.close(name);
        }
    }
}

try {
    for (const [name, body] of chosen) {
        await run(name, body);
    }
} finally {
    await browser.close();
    await server.stop();
}
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
