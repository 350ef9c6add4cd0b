package dev.sightline.webrtc;

import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.NoSuchPaddingException;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;

/** Asks one provider for what it has and the platform for the rest, without installing the provider for everybody. */
final class PreferredProvider extends DefaultJcaJceHelper {
    private final Provider preferred;

    PreferredProvider(Provider preferred) {
        this.preferred = preferred;
    }

    private boolean has(String type, String algorithm) {
        return preferred.getService(type, algorithm) != null;
    }

    @Override
    public Cipher createCipher(String algorithm) throws NoSuchAlgorithmException, NoSuchPaddingException {
        return has("Cipher", algorithm) ? Cipher.getInstance(algorithm, preferred) : super.createCipher(algorithm);
    }

    @Override
    public Mac createMac(String algorithm) throws NoSuchAlgorithmException {
        return has("Mac", algorithm) ? Mac.getInstance(algorithm, preferred) : super.createMac(algorithm);
    }

    @Override
    public KeyAgreement createKeyAgreement(String algorithm) throws NoSuchAlgorithmException {
        return has("KeyAgreement", algorithm)
                ? KeyAgreement.getInstance(algorithm, preferred)
                : super.createKeyAgreement(algorithm);
    }

    @Override
    public AlgorithmParameters createAlgorithmParameters(String algorithm) throws NoSuchAlgorithmException {
        return has("AlgorithmParameters", algorithm)
                ? AlgorithmParameters.getInstance(algorithm, preferred)
                : super.createAlgorithmParameters(algorithm);
    }

    @Override
    public KeyFactory createKeyFactory(String algorithm) throws NoSuchAlgorithmException {
        return has("KeyFactory", algorithm)
                ? KeyFactory.getInstance(algorithm, preferred)
                : super.createKeyFactory(algorithm);
    }

    @Override
    public KeyPairGenerator createKeyPairGenerator(String algorithm) throws NoSuchAlgorithmException {
        return has("KeyPairGenerator", algorithm)
                ? KeyPairGenerator.getInstance(algorithm, preferred)
                : super.createKeyPairGenerator(algorithm);
    }

    @Override
    public MessageDigest createMessageDigest(String algorithm) throws NoSuchAlgorithmException {
        return has("MessageDigest", algorithm)
                ? MessageDigest.getInstance(algorithm, preferred)
                : super.createMessageDigest(algorithm);
    }

    @Override
    public Signature createSignature(String algorithm) throws NoSuchAlgorithmException {
        return has("Signature", algorithm)
                ? Signature.getInstance(algorithm, preferred)
                : super.createSignature(algorithm);
    }
}
