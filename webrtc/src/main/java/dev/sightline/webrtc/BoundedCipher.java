package dev.sightline.webrtc;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/** Holds handshake messages that came encrypted to {@link HandshakeBounds}: before they are decrypted nobody can see. */
final class BoundedCipher implements TlsCipher {
    private final TlsCipher cipher;

    BoundedCipher(TlsCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long sequence, short type, ProtocolVersion version, byte[] ciphertext, int offset, int length)
            throws IOException {
        TlsDecodeResult decoded = cipher.decodeCiphertext(sequence, type, version, ciphertext, offset, length);
        if (decoded.contentType == HandshakeBounds.HANDSHAKE
                && !HandshakeBounds.admits(decoded.buf, decoded.off, decoded.len)) {
            throw new TlsFatalAlert(
                    AlertDescription.illegal_parameter,
                    "an encrypted handshake message of the peer claims more than " + HandshakeBounds.MAX_MESSAGE
                            + " octets, or to be more than number " + (HandshakeBounds.MAX_MESSAGES - 1));
        }
        return decoded;
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long sequence,
            short type,
            ProtocolVersion version,
            int headerAllocation,
            byte[] plaintext,
            int offset,
            int length)
            throws IOException {
        return cipher.encodePlaintext(sequence, type, version, headerAllocation, plaintext, offset, length);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return cipher.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return cipher.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
        cipher.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
        cipher.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return cipher.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return cipher.usesOpaqueRecordTypeEncode();
    }
}
