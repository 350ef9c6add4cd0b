package dev.sightline.probe.packet;

import java.util.ArrayList;
import java.util.List;

/** Keeps what frames held. */
final class Heard implements PacketListener {
    final List<Datagram> datagrams = new ArrayList<>();
    final List<IcmpError> errors = new ArrayList<>();

    @Override
    public void datagram(Datagram datagram) {
        datagrams.add(datagram);
    }

    @Override
    public void icmpError(IcmpError error) {
        errors.add(error);
    }
}
