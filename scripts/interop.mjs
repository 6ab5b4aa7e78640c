// Judges the ceremonies of a file with @simplewebauthn/server; `interop.py` calls it and says what is to be expected.
//
//     node scripts/interop.mjs FILE FOLDER     the folder that has @simplewebauthn/server in its node_modules
//
// Writes a JSON list: for each ceremony null if it was accepted, else why it was refused.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [file, folder] = process.argv.slice(2);
const { resolve } = createRequire(join(folder, 'package.json'));
const load = (name) => import(pathToFileURL(resolve(name)).href);
const library = await load('@simplewebauthn/server');
const { cose } = await load('@simplewebauthn/server/helpers');
const { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } = library.default ?? library;

const { root, at, ceremonies } = JSON.parse(readFileSync(file, 'utf8'));
// The library reads the clock to judge certificates and timestamps.
Date.now = () => at;
// In the place of its own roots, where it has some.
for (const identifier of ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm']) {
  SettingsService.setRootCertificates({ identifier, certificates: [root] });
}
const algorithms = Object.values(cose.COSEALG).filter((value) => typeof value === 'number');

async function verify({ ceremony, rp, options, credential, response }) {
  const common = {
    response,
    expectedChallenge: options.challenge,
    expectedOrigin: rp.origins,
    expectedRPID: rp.id,
    requireUserVerification: options.user_verification === 'required',
  };
  if (ceremony === 'registration') {
    return verifyRegistrationResponse({ ...common, supportedAlgorithmIDs: algorithms });
  }
  const { id, public_key, sign_count } = credential;
  const publicKey = new Uint8Array(Buffer.from(public_key, 'base64url'));
  return verifyAuthenticationResponse({ ...common, credential: { id, publicKey, counter: sign_count } });
}

const verdicts = [];
for (const { vector } of ceremonies) {
  try {
    const { verified } = await verify(vector);
    verdicts.push(verified ? null : 'not verified');
  } catch (error) {
    const causes = [];
    for (let cause = error; cause; cause = cause.cause) causes.push(`${cause.name}: ${cause.message}`);
    verdicts.push(causes.join(', because '));
  }
}
process.stdout.write(JSON.stringify(verdicts));
