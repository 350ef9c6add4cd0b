/** {@code sightline sdp}: session descriptions rewritten, explained, checked, made, compared and found. */
@NullMarked
package dev.sightline.cli.sdp;

import org.jspecify.annotations.NullMarked;
