/**
 * Rewriting rules for session descriptions, each of which says what it changed and why.
 *
 * <pre>{@code
 * Rewriting rewriting = new Rewriter(List.of(new SdpNormaliser(), KeepCodec.of(camera))).rewrite(offer);
 * rewriting.result();   // lines that no rule speaks of are the same bytes
 * rewriting.changes();  // line before, line after, rule, reason, line number
 * }</pre>
 *
 * <p>A {@link dev.sightline.sdp.rewrite.Rewriter} is an ordered list of {@link dev.sightline.sdp.rewrite.RewriteRule}s.
 *
 * <ul>
 *   <li>Addresses: {@code ConnectionAddress}, {@code OriginAddress}, {@code CandidateAddress}, {@code AddressMapping}. Only
 *       {@code o=}, {@code c=}, {@code a=rtcp:} and candidates, never any other digits.
 *   <li>Ports: {@code MediaPort}, {@code RtcpPort}. Candidates: {@code CandidateFilter}.
 *   <li>Codecs: {@code KeepCodec} (what a camera sends), {@code KeepCodecs} and {@code PreferCodecs} (by name),
 *       {@code StreamProfile} ({@code profile-level-id} of the real stream), {@code Feedback}.
 *   <li>Direction and sources: {@code MediaDirection}, {@code ComediaDirection}, {@code SourceDescription},
 *       {@code MediaBandwidth}, {@code AppendedLines}.
 *   <li>{@code SdpNormaliser}: what may be sent to a media server that odd descriptions crash.
 * </ul>
 *
 * <p>A rule never says what only the other side can say: none writes {@code a=direction:passive}. Whatever is written is
 * checked in one place, {@link dev.sightline.sdp.rewrite.LineEdits}: no parameter can put a control character into a text.
 */
@NullMarked
package dev.sightline.sdp.rewrite;

import org.jspecify.annotations.NullMarked;
