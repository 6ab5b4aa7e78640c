// What is seen: texts, notices, the list of passkeys, the steps. What people typed is put in as text, never as markup.

import { canSignal } from './passkeys.js';
import { has, text, time } from './texts.js';

/** The element with an id. */
export function element(id) {
    return document.getElementById(id);
}

/** Puts the texts of the language where the page has their keys. */
export function translate(language) {
    document.documentElement.lang = language;
    document.title = text('title');
    for (const place of document.querySelectorAll('[data-text]')) {
        place.textContent = text(place.dataset.text);
    }
}

/** Says how things stand, politely; `waiting` is for what goes on. */
export function say(key, waiting = false) {
    const status = element('status');
    element('alert').textContent = '';
    status.classList.toggle('is-waiting', waiting);
    status.textContent = key ? text(key) : '';
}

/** Says what went wrong: in the dialog that is open, or at the top of the page. */
export function complain(words) {
    element('status').textContent = '';
    const dialog = document.querySelector('dialog[open]');
    const alert = dialog?.querySelector('[role="alert"]') ?? element('alert');
    alert.textContent = words;
    if (words) {
        alert.scrollIntoView({ block: 'nearest' });
    }
}

/** What an error means and what to do, in words; an empty text if there is nothing to say. */
export function explain(error) {
    if (error.name === 'AbortError') {
        return '';
    }
    const key = `error.${error.code ?? error.name}`;
    const byName = `error.${error.name}`;
    const seconds = Number.isFinite(error.body?.retryAfter) ? error.body.retryAfter : 60;
    const words = [text(has(key) ? key : has(byName) ? byName : 'error.other', { seconds })];
    if (error.isLost) {
        words.push(text(error.told ? 'lostTold' : 'lostUntold'));
    } else if (error.code === 'unknown-credential') {
        words.push(text(error.told ? 'unknownTold' : 'unknownUntold'));
    }
    return words.join(' ');
}

/** Shows who is signed in, or the forms. */
export function showAccount(account) {
    element('signed-out').hidden = account !== null;
    element('signed-in').hidden = account === null;
    element('who').hidden = account === null;
    if (account) {
        element('who-name').textContent = text('signedInAs', { name: account.displayName || account.name });
        element('account-name').textContent = account.name;
        element('display-name-input').value = account.displayName ?? '';
    } else {
        element('offer').hidden = true;
        element('passkeys').replaceChildren();
    }
}

/** Shows the passkeys. `act` has what their buttons do. */
export function showPasskeys({ passkeys, maximum }, act) {
    element('passkeys-lead').textContent = text('passkeysLead', { count: passkeys.length, maximum });
    element('passkeys-lead').hidden = passkeys.length === 0;
    element('passkeys-none').hidden = passkeys.length > 0;
    element('passkeys').replaceChildren(...passkeys.map((passkey) => passkeyItem(passkey, act)));
}

function passkeyItem(passkey, act) {
    const item = make('li', 'passkey');
    item.dataset.id = passkey.id;
    const label = make('h2', '', passkey.label);
    label.dir = 'auto';
    const head = make('div', 'passkey-head');
    head.append(label, ...badges(passkey));
    const buttons = make('div', 'buttons');
    const rename = button('rename', 'renameOf', passkey, () => editLabel(item, passkey, act));
    buttons.append(rename, button('remove', 'removeOf', passkey, () => act.remove(passkey)));
    item.append(head, facts(passkey), buttons);
    return item;
}

function badges(passkey) {
    const found = [];
    if (passkey.current) {
        found.push(make('span', 'badge badge-good', text('current')));
    }
    found.push(make('span', 'badge', text(passkey.synced ? 'synced' : passkey.syncable ? 'syncable' : 'bound')));
    return found;
}

function facts(passkey) {
    const list = make('dl', 'facts');
    const rows = [
        ['created', time(passkey.createdAt)],
        ['lastUsed', Number.isFinite(passkey.lastUsedAt) ? time(passkey.lastUsedAt) : text('never')],
    ];
    if (passkey.provider) {
        rows.unshift(['provider', passkey.provider]);
    }
    const known = passkey.transports.filter((transport) => has(`transport.${transport}`));
    if (known.length > 0) {
        rows.push(['transports', known.map((transport) => text(`transport.${transport}`)).join(', ')]);
    }
    rows.push(...modelRows(passkey.model));
    for (const [key, value] of rows) {
        const row = make('div');
        const description = make('dd', '', value);
        description.dir = 'auto';
        row.append(make('dt', '', text(key)), description);
        list.append(row);
    }
    return list;
}

/** What metadata says of the model, if somebody vouched for it. */
function modelRows(model) {
    if (!model) {
        return [];
    }
    const rows = [];
    if (model.name) {
        rows.push(['model', model.name]);
    }
    rows.push(['certification', wordsOf('certification', model.certification ?? 'none')]);
    if (model.statuses.length > 0) {
        rows.push(['statuses', model.statuses.map((status) => wordsOf('status', status)).join('; ')]);
    }
    return rows;
}

/** What metadata calls something, in words where the page has them. */
function wordsOf(kind, name) {
    return has(`${kind}.${name}`) ? text(`${kind}.${name}`) : name;
}

function button(key, accessibleKey, passkey, click) {
    const made = make('button', '', text(key));
    made.type = 'button';
    made.dataset.act = key;
    made.setAttribute('aria-label', text(accessibleKey, { label: passkey.label }));
    made.addEventListener('click', click);
    return made;
}

function editLabel(item, passkey, act) {
    const form = make('form', 'line');
    form.noValidate = true;
    const grow = make('div', 'grow');
    const input = make('input');
    input.id = `label-${passkey.id}`;
    input.value = passkey.label;
    input.dir = 'auto';
    input.maxLength = 64;
    const label = make('label', '', text('label'));
    label.htmlFor = input.id;
    grow.append(label, input);
    const save = make('button', 'primary', text('save'));
    const cancel = make('button', '', text('cancel'));
    cancel.type = 'button';
    form.append(grow, save, cancel);

    const close = () => {
        item.replaceWith(passkeyItem(passkey, act));
        focusPasskey(passkey.id, 'rename');
    };
    cancel.addEventListener('click', close);
    form.addEventListener('keydown', (event) => event.key === 'Escape' && close());
    form.addEventListener('submit', (event) => {
        event.preventDefault();
        act.rename(passkey, input.value.trim(), input);
    });
    item.classList.add('passkey-editing');
    item.replaceChildren(form);
    input.focus();
    input.select();
}

/** Moves the focus to a button of a passkey, or to the heading of the list if it is gone. */
export function focusPasskey(id, act) {
    const item = element('passkeys').querySelector(`[data-id="${CSS.escape(id)}"]`);
    (item?.querySelector(`[data-act="${act}"]`) ?? element('passkeys-title')).focus();
}

/** Says in the dialog of deletion what is deleted and what it means. */
export function describeRemoval(passkey, isLast) {
    element('remove-title').textContent = text('removeAsk', { label: passkey.label });
    element('remove-last').hidden = !isLast;
    const isTold = canSignal('signalAllAcceptedCredentials');
    element('remove-manager').textContent = text(isTold ? 'removeTold' : 'removeUntold');
    element('remove-yes').textContent = text(isLast ? 'removeLast' : 'remove');
}

/** Shows the steps of a ceremony and what its extensions gave to this page, or takes them away. */
export function showTrace(trace, outputs = {}) {
    element('explain').hidden = !Array.isArray(trace) || trace.length === 0;
    element('steps').replaceChildren(...(trace ?? []).map(stepRow));
    const lines = describeOutputs(outputs);
    element('outputs').hidden = lines.length === 0;
    element('outputs-list').replaceChildren(...lines.map((line) => make('li', '', line)));
}

/** What the browser answered for extensions, in words: how much of it there is, never the bytes. */
function describeOutputs({ prf, largeBlob }) {
    const lines = [];
    if (typeof prf?.enabled === 'boolean') {
        lines.push(text(prf.enabled ? 'prf.enabled' : 'prf.disabled'));
    }
    if (prf?.results?.first) {
        lines.push(text('prf.key', { count: prf.results.first.byteLength }));
    }
    if (typeof largeBlob?.supported === 'boolean') {
        lines.push(text(largeBlob.supported ? 'largeBlob.supported' : 'largeBlob.unsupported'));
    }
    if (largeBlob?.blob) {
        lines.push(text('largeBlob.read', { count: largeBlob.blob.byteLength }));
    }
    return lines;
}

function stepRow(step) {
    const outcome = has(`outcome.${step.outcome}`) ? text(`outcome.${step.outcome}`) : step.outcome;
    const row = make('tr', step.outcome);
    row.setAttribute('role', 'row');
    const id = make('th', '', step.id);
    id.scope = 'row';
    id.setAttribute('role', 'rowheader');
    row.append(
        id,
        code(step.name),
        cell('', step.rule),
        cell(`outcome outcome-${step.outcome}`, outcome),
        cell('code', step.expected, 'explainExpected'),
        cell('code', step.found, 'explainFound'),
    );
    return row;
}

/** A code breaks after its dots, where it has to. */
function code(name) {
    const made = cell('code');
    for (const part of name.split(/(?<=\.)/)) {
        made.append(part, document.createElement('wbr'));
    }
    return made;
}

function cell(className, content, label) {
    const made = make('td', className, content ?? '');
    made.setAttribute('role', 'cell');
    if (label) {
        made.dataset.label = text(label);
    }
    return made;
}

function make(tag, className = '', content = '') {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = content;
    return made;
}

/**
 * Opens a dialog and runs `confirmed` when its form is sent; it closes when that has succeeded. Resolves to what `confirmed` gave, or
 * to nothing if the dialog was left.
 */
export function ask(id, confirmed) {
    const dialog = element(id);
    const form = dialog.querySelector('form');
    const opener = document.activeElement;
    const listening = new AbortController();
    const { signal } = listening;
    dialog.showModal();
    return new Promise((resolve, reject) => {
        let outcome;
        form.addEventListener('submit', async (event) => {
            event.preventDefault();
            try {
                outcome = await confirmed();
                if (outcome !== undefined) {
                    dialog.close();
                }
            } catch (error) {
                dialog.close();
                reject(error);
            }
        }, { signal });
        dialog.querySelector('.cancel').addEventListener('click', () => dialog.close(), { signal });
        dialog.addEventListener('close', () => {
            listening.abort();
            for (const alert of dialog.querySelectorAll('[role="alert"]')) {
                alert.textContent = '';
            }
            opener?.focus?.();
            resolve(outcome);
        }, { signal });
    });
}
