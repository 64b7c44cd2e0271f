/** How a payload is marked that our codec has encrypted: read by the codec, and by workflows, which must never take one for a value. */
export const encryptedEncoding = 'binary/maanwerk-aes-256-gcm';
