package dev.sightline.gateway.observe;

import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.agent.message.Printable;

/** An agent's verdict, its sentences made harmless: they go to the log, the page and the camera. */
final class PrintableVerdict {
    /** Twice as long as any sentence of the judge. */
    private static final int SENTENCE = 1_000;

    private PrintableVerdict() {}

    static NegotiationVerdict of(NegotiationVerdict said) {
        return new NegotiationVerdict(
                said.camera(),
                said.negotiation(),
                of(said.finding()),
                said.age(),
                said.evidence(),
                said.streams().stream().map(PrintableVerdict::of).toList());
    }

    private static StreamVerdict of(StreamVerdict said) {
        return new StreamVerdict(
                said.source(),
                said.destination(),
                said.ssrc(),
                said.otherSsrcs(),
                said.cname().map(Printable::of),
                of(said.finding()),
                said.evidence());
    }

    private static Finding of(Finding said) {
        return new Finding(
                said.verdict(),
                said.since(),
                said.causes(),
                Printable.of(said.reason(), SENTENCE),
                said.cure().map(cure -> Printable.of(cure, SENTENCE)));
    }
}
