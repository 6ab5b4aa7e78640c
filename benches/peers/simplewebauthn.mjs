// Measures @simplewebauthn/server: see `py_webauthn.py`, which does the same.
//
//     node simplewebauthn.mjs FOLDER CEREMONIES    the folder that has the library in its node_modules
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SAMPLES = 11;
const SAMPLE_MILLISECONDS = 30;
const FORMATS = ['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm'];
const NAME = '@simplewebauthn/server';

const [folder, file] = process.argv.slice(2);
const { resolve } = createRequire(join(folder, 'package.json'));
const library = await import(pathToFileURL(resolve(NAME)).href);
const { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } = library.default ?? library;

function roots(anchor) {
  if (!anchor) return [];
  const lines = Buffer.from(anchor, 'base64url').toString('base64').match(/.{1,64}/g);
  return [['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')];
}

// From the text to the verdict; what is known beforehand is made beforehand.
function verification({ ceremony, rp_id, origin, challenge, algorithm, response, trust_anchor, public_key }) {
  const known = { expectedChallenge: challenge, expectedOrigin: [origin], expectedRPID: rp_id };
  if (ceremony === 'registration') {
    for (const identifier of FORMATS) {
      SettingsService.setRootCertificates({ identifier, certificates: roots(trust_anchor) });
    }
    Object.assign(known, { requireUserVerification: false, supportedAlgorithmIDs: [algorithm] });
    return () => verifyRegistrationResponse({ ...known, response: JSON.parse(response) });
  }
  const publicKey = new Uint8Array(Buffer.from(public_key, 'base64url'));
  const credential = { id: JSON.parse(response).id, publicKey, counter: 0 };
  return () => verifyAuthenticationResponse({ ...known, credential, response: JSON.parse(response) });
}

async function sample(verify, runs) {
  const start = process.hrtime.bigint();
  for (let run = 0; run < runs; run += 1) await verify();
  return Number(process.hrtime.bigint() - start) / runs;
}

async function measured(verify) {
  // The first runs are those of an interpreter.
  await sample(verify, 100);
  const runs = Math.max(1, Math.round((SAMPLE_MILLISECONDS * 1e6) / (await sample(verify, 20))));
  const samples = [];
  while (samples.length < SAMPLES) samples.push(await sample(verify, runs));
  return samples.sort((one, other) => one - other)[(SAMPLES - 1) / 2];
}

async function line(ceremony) {
  if (ceremony.listed) return ['refused', 'its callers look credentials up'];
  const verify = verification(ceremony);
  try {
    const { verified } = await verify();
    if (!verified) return ['refused', 'not verified'];
  } catch (error) {
    return ['refused', `${error.name}: ${error.message}`.replaceAll('\n', ' ')];
  }
  return ['time', Math.round(await measured(verify))];
}

for (const ceremony of JSON.parse(readFileSync(file, 'utf8'))) {
  const [kind, value] = await line(ceremony);
  console.log([kind, ceremony.operation, NAME, value].join('\t'));
}
