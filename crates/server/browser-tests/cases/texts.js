// The languages.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

export async function accepts_german(open) {
    const visit = await open({ language: 'de-AT' });
    assert.equal(await visit.page.getAttribute('html', 'lang'), 'de');
    assert.equal(await visit.page.textContent('#sign-in-title'), 'Anmelden');
}

export async function accepts_english_for_a_language_that_the_page_has_not(open) {
    const visit = await open({ language: 'fi-FI' });
    assert.equal(await visit.page.getAttribute('html', 'lang'), 'en');
    assert.equal(await visit.page.textContent('#sign-in-title'), 'Sign in');
}

export async function accepts_the_same_texts_and_values_in_every_language(open) {
    const visit = await open();
    const tables = await visit.page.evaluate(async () => (await import('/page/texts.js')).texts);
    const values = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
    assert.deepEqual(Object.keys(tables.de), Object.keys(tables.en));
    for (const [key, text] of Object.entries(tables.en)) {
        assert.deepEqual(values(tables.de[key]), values(text), key);
    }
}

export async function accepts_every_code_of_the_interface_with_words(open) {
    const visit = await open();
    const tables = await visit.page.evaluate(async () => (await import('/page/texts.js')).texts);
    const described = await readFile(new URL('../../../../docs/server-api.md', import.meta.url), 'utf8');
    const codes = [...described.matchAll(/^\| `([a-z-]+)` \| \d{3} \|/gm)].map(([, code]) => code);
    assert.ok(codes.length > 15, `${codes.length}`);
    assert.deepEqual(codes.filter((code) => !(`error.${code}` in tables.en)), []);
}

export async function accepts_no_place_without_a_text(open) {
    const visit = await open();
    const empty = await visit.page.$$eval('[data-text]', (places) => places.filter((place) => !place.textContent).length);
    assert.equal(empty, 0);
}
