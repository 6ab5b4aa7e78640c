// A state of the page, looked at in each look: by axe-core, which shall find nothing, and in a picture where pictures are wanted.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LOOKS = [
    { width: 1280, dark: false }, { width: 1280, dark: true }, { width: 360, dark: false }, { width: 360, dark: true },
];

/** Looks at the page as it stands, and fails with what axe-core found. */
async function examine(visit, name) {
    await visit.picture(name);
    // The debugger's protocol carries it out: the page's policy lets no other script in.
    const source = await readFile(AXE, 'utf8');
    await visit.page.evaluate(source);
    const violations = await visit.page.evaluate(async (rules) => {
        const found = await window.axe.run(document, { runOnly: rules });
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('; ')}`);
    }, RULES);
    assert.deepEqual(violations, [], name);
    const overflow = await visit.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, `${name} is wider than the window`);
}

/** Carries out a case in each look. */
export async function inEachLook(open, name, options, body) {
    for (const look of LOOKS) {
        const visit = await open({ ...options, ...look });
        const suffix = `${look.width}-${look.dark ? 'dark' : 'light'}`;
        await body(visit, (state) => examine(visit, `${name}-${state}-${suffix}`));
    }
}
