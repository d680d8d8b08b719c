import { generateKeyPairSync } from 'node:crypto';

/** The merchant's key pair for client secrets; 3072 bits are the least that KooGallery takes. */
export const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
