package dev.sightline.gateway.security.tls;

import java.time.Instant;

/**
 * An OCSP response that says that the certificate holds.
 *
 * @param encoded as it is shown to browsers; not to be changed
 * @param until when it may no longer be shown
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OcspStatus(byte[] encoded, Instant until) {}
