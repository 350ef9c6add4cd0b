package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Candidate;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Puts {@code address} into every host candidate ({@code a=candidate:}, RFC 8839, section 5.1) of the same address family:
 * the address that a server announces is another than it has itself, behind NAT or in a container.
 */
public record CandidateAddress(InetAddress address) implements RewriteRule {
    @Override
    public String name() {
        return "candidate-address";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (SdpLine line : in.lines()) {
            if (line.isAttribute("candidate")) {
                line.view(Candidate.class)
                        .filter(this::isReplaced)
                        .ifPresent(candidate -> edits.replace(
                                line, candidate.withAddress(address).toLine(), "the announced address"));
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        String family = address instanceof Inet6Address ? "IPv6" : "IPv4";
        boolean there = in.lines().stream()
                .filter(line -> line.isAttribute("candidate"))
                .anyMatch(line ->
                        line.view(Candidate.class).filter(this::isReplaced).isPresent());
        return there
                ? "every host candidate of " + family + " has that address already"
                : "no host candidate of " + family;
    }

    private boolean isReplaced(Candidate candidate) {
        return candidate.type().equals("host")
                && candidate.address().contains(":") == (address instanceof Inet6Address);
    }
}
