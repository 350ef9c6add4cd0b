/**
 * Trouble in a session description, named before media flows.
 *
 * <pre>{@code
 * SdpLint lint = new SdpLint(LintContext.of(Role.CAMERA_OFFER).withLocalAddresses(serversOwn));
 * lint.lint(offer);             // findings: stable code, severity, line, why, cure, source
 * lint.lint(offer, answer);     // both, and what they make of one another
 * lint.predict(offer, answer);  // what the probe will say: TRAPPED, line 4, since …
 * }</pre>
 *
 * <p>{@link dev.sightline.sdp.lint.LintRule} is the table of all findings with their texts. The checks know who wrote a
 * description: what is right in a browser's offer, such as port 9, is wrong in a camera's. Linear time; nothing is thrown for
 * any description that could be parsed.
 */
@NullMarked
package dev.sightline.sdp.lint;

import org.jspecify.annotations.NullMarked;
