// The ceremonies of the page: options from the server, the browser's answer, the answer to the server, and the signals that
// follow.

import { ApiError, call } from './api.js';
import * as passkeys from './passkeys.js';

/** Creates an account with its first passkey. */
export function signUp(name, displayName) {
    const person = displayName ? { name, displayName } : { name };
    return passkeys.alone(async (abort) => {
        const options = await call('POST', '/api/sign-up/options', person);
        return finishCreation('/api/sign-up', options, abort);
    });
}

/** Signs in: with any passkey of this site, or with one of a name's. */
export function signIn(name) {
    return passkeys.alone((abort) => authenticate('/api/sign-in', name ? { name } : {}, {}, abort));
}

/** Waits until a passkey is chosen in the browser's autofill. */
export function signInByAutofill() {
    return passkeys.alone((abort) => authenticate('/api/sign-in', {}, { mediation: 'conditional' }, abort));
}

/** Proves again who is here. */
export function stepUp(purpose) {
    return passkeys.alone((abort) => authenticate('/api/step-up', { purpose }, {}, abort));
}

/** Adds a passkey to the account. */
export function addPasskey() {
    return passkeys.alone(async (abort) => {
        const options = await call('POST', '/api/passkeys/options', {});
        return finishCreation('/api/passkeys', options, abort);
    });
}

/** Adds a passkey without a dialog, where the passkey manager does so. */
export function addPasskeyQuietly() {
    return passkeys.alone(async (abort) => {
        const options = await call('POST', '/api/passkeys/conditional/options', {});
        return finishCreation('/api/passkeys', { mediation: 'conditional', ...options }, abort);
    });
}

/** Tells the passkey manager which passkeys there are and what the account is called: after a success alone. */
export async function tell(signals = {}) {
    await passkeys.signal('signalAllAcceptedCredentials', signals.allAcceptedCredentials);
    await passkeys.signal('signalCurrentUserDetails', signals.currentUserDetails);
}

async function authenticate(address, body, mediation, abort) {
    const options = await call('POST', `${address}/options`, body);
    abort.throwIfAborted();
    const { credential, outputs } = await passkeys.use({ ...options, ...mediation }, abort);
    try {
        const answer = await call('POST', address, { ceremony: options.ceremony, credential });
        await tell(answer.signals);
        return { ...answer, outputs, attachment: credential.authenticatorAttachment };
    } catch (error) {
        if (error instanceof ApiError && error.code === 'unknown-credential') {
            error.told = await passkeys.signal('signalUnknownCredential', error.body.signal);
        }
        throw error;
    }
}

/** What the server answers only when it has stored nothing. */
const NOT_STORED = [
    'refused', 'refused-among-models', 'name-taken', 'bad-name', 'too-many', 'rate-limited', 'too-large', 'malformed', 'media-type',
    'cross-site', 'no-session', 'signed-out', 'signed-in', 'unavailable',
];

async function finishCreation(address, options, abort) {
    abort.throwIfAborted();
    const { credential, outputs } = await passkeys.create(options, abort);
    try {
        const answer = await call('POST', address, { ceremony: options.ceremony, credential });
        await tell(answer.signals);
        return { ...answer, outputs };
    } catch (error) {
        // These say that the passkey is not stored: it would be of no use to its owner. Whatever else went wrong, it may be.
        if (error instanceof ApiError && NOT_STORED.includes(error.code)) {
            const lost = { rpId: options.publicKey.rp.id, credentialId: credential.id };
            error.told = await passkeys.signal('signalUnknownCredential', lost);
            error.isLost = true;
        }
        throw error;
    }
}
