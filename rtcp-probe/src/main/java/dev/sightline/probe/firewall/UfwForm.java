package dev.sightline.probe.firewall;

import java.util.List;
import java.util.stream.Stream;

/** A plan as commands of ufw, whose own rules let in loopback, answers and the ICMP that is needed. */
final class UfwForm {
    private UfwForm() {}

    static String of(Plan plan) {
        StringBuilder text = new StringBuilder("#!/bin/sh\n");
        text.append("# What may come in to this host; everything else is dropped. As bin/sightline firewall plan prints"
                + " it.\n");
        text.append("# It adds to the rules that ufw has already; see them with: ufw status numbered\n");
        text.append(
                "# Where nothing comes by another link than answers leave by, this keeps out forged sources of other"
                        + " networks: sysctl net.ipv4.conf.all.rp_filter=1\n");
        plan.notes().forEach(note -> text.append("# ").append(note).append('\n'));
        text.append("set -e\n");
        text.append("ufw default deny incoming\n");
        text.append("ufw default allow outgoing\n");
        plan.openings().stream()
                .flatMap(UfwForm::commands)
                .forEach(line -> text.append(line).append('\n'));
        return text.append("ufw --force enable\n").toString();
    }

    private static Stream<String> commands(Opening opening) {
        List<String> sources = opening.from().isEmpty()
                ? List.of("any")
                : opening.from().stream().map(Network::toString).toList();
        return sources.stream()
                .map(source -> "ufw allow proto " + opening.protocol() + " from " + source + " to any port "
                        + opening.ports(":") + " comment '" + opening.purpose() + "'");
    }
}
