// Judges ceremonies with @simplewebauthn/server: see `drive.py` for the protocol.
//
//     node simplewebauthn.mjs FOLDER     the folder that has @simplewebauthn/server in its node_modules
//
// It is told: challenge, RP ID, origins, user verification, user presence, algorithms, roots where trust is demanded (in the
// place of its own), top origins at an authentication, the stored key and its counter. Its callers look credentials and users
// up themselves.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [folder] = process.argv.slice(2);
const { resolve } = createRequire(join(folder, 'package.json'));
const library = await import(pathToFileURL(resolve('@simplewebauthn/server')).href);
const { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } = library.default ?? library;
const FORMATS = ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm'];

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64url'));

function roots({ require_trusted, trust_anchors } = {}) {
  if (!require_trusted) return [];
  return trust_anchors.map((anchor) => {
    const lines = Buffer.from(anchor, 'base64url').toString('base64').match(/.{1,64}/g);
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  });
}

function verify({ ceremony, rp, options, attestation, credential, response }) {
  const common = {
    response,
    expectedChallenge: options.challenge,
    expectedOrigin: rp.origins,
    expectedRPID: rp.id,
    requireUserVerification: options.user_verification === 'required',
  };
  if (ceremony === 'registration') {
    const certificates = roots(attestation);
    for (const identifier of FORMATS) SettingsService.setRootCertificates({ identifier, certificates });
    return verifyRegistrationResponse({
      ...common,
      requireUserPresence: options.user_presence !== 'optional',
      supportedAlgorithmIDs: options.algorithms,
    });
  }
  const { id, public_key, sign_count } = credential;
  return verifyAuthenticationResponse({
    ...common,
    expectedTopOrigin: rp.top_origins,
    credential: { id, publicKey: bytes(public_key), counter: sign_count },
  });
}

// It refuses by plain errors; these are what the language throws at a mistake.
const MISTAKES = [TypeError, RangeError, ReferenceError];

for await (const line of createInterface({ input: process.stdin })) {
  const { id, vector } = JSON.parse(line);
  let answer;
  try {
    const { verified } = await verify(vector);
    answer = verified ? { verdict: 'accept', reason: '' } : { verdict: 'reject', reason: 'not verified' };
  } catch (error) {
    const causes = [];
    for (let cause = error; cause; cause = cause.cause) causes.push(`${cause.name}: ${cause.message}`);
    const crashed = MISTAKES.some((mistake) => error instanceof mistake);
    answer = { verdict: crashed ? 'crash' : 'reject', reason: causes.join(', because ') };
  }
  process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
}
