package dev.sightline.gateway.camera;

import dev.sightline.gateway.camera.OfferReader.Named;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the one address that an offer is about. */
final class MediaAddress {
    private final AddressRules rules;

    MediaAddress(AddressRules rules) {
        this.rules = rules;
    }

    /**
     * @param named every address that the camera named; where it named none, its request's source is taken
     * @throws RequestRefused when it names one that it may not, or several
     */
    InetAddress of(List<Named> named, InetAddress source, CameraConfig camera) {
        for (Named each : named) {
            rules.named(each.where(), each.address(), source, camera);
        }
        Set<InetAddress> media = named.stream()
                .filter(each -> !each.where().equals("o="))
                .map(each -> rules.named(each.where(), each.address(), source, camera))
                .collect(Collectors.toSet());
        if (media.size() > 1) {
            throw RequestRefused.badOffer("the offer names several addresses for media ("
                    + media.stream().map(InetAddress::getHostAddress).sorted().collect(Collectors.joining(", "))
                    + "); one was expected");
        }
        return rules.allowed(media.stream().findFirst().orElse(source), camera);
    }
}
