import { createPrivateKey, createPublicKey } from 'node:crypto';
import vectors from '../vectors/jdk.json' with { type: 'json' };

const der = (base64: string) => ({ key: Buffer.from(base64, 'base64'), format: 'der' }) as const;

/** The merchant's key pair for client secrets, of the 3072 bits that KooGallery demands: making one takes a second. */
export const privateKey = createPrivateKey({ ...der(vectors.clientSecret.privateKey), type: 'pkcs8' });
export const publicKey = createPublicKey({ ...der(vectors.clientSecret.publicKey), type: 'spki' });
