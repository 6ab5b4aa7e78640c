// The page: what its controls do. Requests are in api.js, ceremonies in ceremonies.js, what is seen in view.js.

import { ApiError, call, session } from './api.js';
import * as ceremonies from './ceremonies.js';
import { abort, capabilities, isSupported } from './passkeys.js';
import { choose, text } from './texts.js';
import {
    ask, complain, describeRemoval, element, explain, focusPasskey, say, showAccount, showPasskeys, showTrace, translate,
} from './view.js';

// The ceremony behind autofill is good for ten minutes; another is begun before that.
const AUTOFILL_MILLISECONDS = 8 * 60 * 1000;

const state = { account: null, list: [], can: {}, isBusy: false, autofillTimer: 0 };

/** Carries out one action at a time, says what goes on, and what went wrong. */
async function act(run, waiting = 'working') {
    if (state.isBusy) {
        return;
    }
    state.isBusy = true;
    document.body.setAttribute('aria-busy', 'true');
    say(waiting, true);
    try {
        say(await run());
    } catch (error) {
        await failed(error);
    } finally {
        state.isBusy = false;
        document.body.removeAttribute('aria-busy');
        autofill();
    }
}

async function failed(error) {
    say('');
    if (error instanceof ApiError) {
        showTrace(error.body.trace);
        if (error.code === 'signed-out' && state.account) {
            leave();
        }
        if (error.code === 'unknown' && state.account) {
            await refresh().catch(() => {});
        }
    } else if (!(error instanceof DOMException)) {
        console.error(error);
    }
    complain(explain(error));
}

// Signed out

async function enter(answer, said) {
    state.account = answer.account;
    showAccount(state.account);
    showTrace(answer.trace, answer.outputs);
    await refresh();
    element('passkeys-title').focus();
    return said;
}

function leave() {
    state.account = null;
    state.list = [];
    showAccount(null);
    showTrace(null);
    element('sign-in').reset();
    element('sign-up').reset();
    element('sign-in-title').focus();
}

async function signIn(name) {
    const answer = await ceremonies.signIn(name);
    await enter(answer, 'signedIn');
    offerQuietCreation(answer);
    return 'signedIn';
}

/** Lets passkeys be chosen where the browser fills in names. Nothing is said of it unless a passkey was chosen. */
async function autofill() {
    clearTimeout(state.autofillTimer);
    if (state.account || state.isBusy || state.can.conditionalGet !== true || document.hidden) {
        return;
    }
    state.autofillTimer = setTimeout(renewAutofill, AUTOFILL_MILLISECONDS);
    try {
        const answer = await ceremonies.signInByAutofill();
        await act(async () => {
            await enter(answer, 'signedIn');
            offerQuietCreation(answer);
            return 'signedIn';
        });
    } catch (error) {
        if (error.name !== 'AbortError' && error.name !== 'NotAllowedError') {
            await autofillFailed(error);
        }
    }
}

async function autofillFailed(error) {
    await failed(error);
    // One that was answered is over; the next one may succeed. What failed before anybody chose waits for the timer.
    if (['expired', 'refused', 'unknown-credential', 'conflict'].includes(error.code)) {
        autofill();
    }
}

async function renewAutofill() {
    if (!state.isBusy && !state.account) {
        await abort();
        autofill();
    }
}

function bySubmit(id, run) {
    element(id).addEventListener('submit', (event) => {
        event.preventDefault();
        run(event.target.elements);
    });
}

/** The alert says what is wrong with a field. */
function markInvalid(field) {
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', 'alert');
}

/** The value of a field that has to have one; without, says so and goes there. */
function required(field) {
    const value = field.value.trim();
    if (value) {
        field.removeAttribute('aria-invalid');
        field.removeAttribute('aria-describedby');
        return value;
    }
    markInvalid(field);
    say('');
    complain(text('nameMissing'));
    field.focus();
    return null;
}

function wireSignedOut() {
    element('sign-in-button').addEventListener('click', () => act(() => signIn(), 'waiting'));
    bySubmit('sign-in', ({ name }) => {
        const value = required(name);
        if (value) {
            act(() => signIn(value), 'waiting');
        }
    });
    bySubmit('sign-up', ({ name, displayName }) => {
        const value = required(name);
        if (value) {
            act(async () => enter(await ceremonies.signUp(value, displayName.value.trim()), 'signedUp'), 'waiting');
        }
    });
}

// Signed in

async function refresh() {
    const answer = await call('GET', '/api/passkeys');
    state.list = answer.passkeys;
    showPasskeys(answer, { rename, remove });
}

/** Runs what may need a recent proof, and asks for the proof if it does. Resolves to nothing if the person did not give it. */
async function withProof(run) {
    try {
        return await run();
    } catch (error) {
        if (error.code !== 'step-up') {
            throw error;
        }
        const proved = await askForProof(error.body.purpose);
        return proved ? run() : undefined;
    }
}

function askForProof(purpose) {
    const key = `stepUp.${purpose}`;
    const known = ['add-passkey', 'delete-passkey', 'delete-account', 'export'].includes(purpose);
    element('step-up-text').textContent = text(known ? key : 'stepUpText');
    return ask('step-up-dialog', async () => {
        complain('');
        try {
            const answer = await ceremonies.stepUp(purpose);
            showTrace(answer.trace, answer.outputs);
            return true;
        } catch (error) {
            if (error.code === 'signed-out') {
                throw error;
            }
            showTrace(error.body?.trace);
            complain(explain(error));
            return undefined;
        }
    });
}

async function add() {
    const answer = await withProof(() => ceremonies.addPasskey());
    if (!answer) {
        return '';
    }
    element('offer').hidden = true;
    showTrace(answer.trace, answer.outputs);
    await refresh();
    return 'added';
}

function offerQuietCreation({ attachment }) {
    element('offer').hidden = state.can.conditionalCreate !== true || attachment !== 'cross-platform';
}

async function addQuietly() {
    element('offer').hidden = true;
    element('passkeys-title').focus();
    try {
        const answer = await ceremonies.addPasskeyQuietly();
        showTrace(answer.trace, answer.outputs);
        await refresh();
        return 'added';
    } catch (error) {
        // The passkey manager has one already, or would rather not: nobody asked it aloud.
        if (['InvalidStateError', 'NotAllowedError', 'AbortError'].includes(error.name)) {
            return '';
        }
        throw error;
    }
}

function rename(passkey, label, field) {
    return act(async () => {
        if (label !== passkey.label) {
            await call('PATCH', `/api/passkeys/${encodeURIComponent(passkey.id)}`, { label }).catch((error) => {
                markInvalid(field);
                throw error;
            });
        }
        await refresh();
        focusPasskey(passkey.id, 'rename');
        return label === passkey.label ? '' : 'renamed';
    });
}

async function remove(passkey, isLast = state.list.length <= 1) {
    describeRemoval(passkey, isLast);
    if (!await ask('remove-dialog', async () => true)) {
        return;
    }
    const body = isLast ? { last: 'delete' } : {};
    let becameLast = false;
    await act(async () => {
        try {
            const address = `/api/passkeys/${encodeURIComponent(passkey.id)}`;
            const answer = await withProof(() => call('DELETE', address, body));
            if (!answer) {
                return '';
            }
            await ceremonies.tell(answer.signals);
        } catch (error) {
            // The others were deleted elsewhere while this list stood here.
            becameLast = error.code === 'last-passkey' && !isLast;
            if (becameLast) {
                return '';
            }
            throw error;
        }
        await refresh();
        element('passkeys-title').focus();
        return 'removed';
    });
    if (becameLast) {
        await remove(passkey, true);
    }
}

function renameAccount({ displayName }) {
    const value = required(displayName);
    if (!value) {
        return;
    }
    act(async () => {
        const answer = await call('PATCH', '/api/account', { displayName: value });
        await ceremonies.tell(answer.signals);
        state.account = answer.account;
        showAccount(state.account);
        return 'nameSaved';
    });
}

async function deleteAccount() {
    const { name } = state.account;
    const field = element('delete-name');
    field.value = '';
    element('delete-confirm').textContent = text('deleteConfirm', { name });
    const confirmed = await ask('delete-dialog', async () => {
        if (field.value.trim() === name) {
            return true;
        }
        complain(text('deleteMismatch'));
        field.focus();
        return undefined;
    });
    if (confirmed) {
        await act(async () => {
            const answer = await withProof(() => call('DELETE', '/api/account', { confirm: name }));
            if (!answer) {
                return '';
            }
            await ceremonies.tell(answer.signals);
            leave();
            return 'accountDeleted';
        });
    }
}

async function exportData() {
    const data = await withProof(() => call('POST', '/api/account/export', {}));
    if (!data) {
        return '';
    }
    const file = new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = 'account.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return 'exported';
}

async function signOut() {
    await call('POST', '/api/sign-out', {});
    await session();
    leave();
    return 'signedOut';
}

function wireSignedIn() {
    element('sign-out').addEventListener('click', () => act(signOut));
    element('add').addEventListener('click', () => act(add, 'waiting'));
    element('offer-yes').addEventListener('click', () => act(addQuietly));
    element('offer-no').addEventListener('click', () => {
        element('offer').hidden = true;
        element('passkeys-title').focus();
    });
    bySubmit('display-name', renameAccount);
    element('export').addEventListener('click', () => act(exportData));
    element('delete-account').addEventListener('click', deleteAccount);
}

async function start() {
    translate(choose(navigator.languages));
    wireSignedOut();
    wireSignedIn();
    document.addEventListener('visibilitychange', renewAutofill);
    try {
        const answer = await session();
        state.can = await capabilities().catch(() => ({}));
        state.account = answer.account ?? null;
        element('rp-name').textContent = answer.rpName;
        showAccount(state.account);
        if (state.account) {
            await refresh();
        } else if (!isSupported()) {
            complain(text('noPasskeys'));
        }
        autofill();
    } catch (error) {
        showAccount(state.account);
        await failed(error);
    }
}

start();
