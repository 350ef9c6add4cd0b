package dev.sightline.probe.host.kernel;

import dev.sightline.probe.Route;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The host of {@link KernelRoutesTest}: prints the kernel's route for each argument, {@code DESTINATION,PORT,SOURCE,PORT},
 * in one line with the interface and the policy rule.
 */
final class RouteSide {
    private RouteSide() {}

    public static void main(String[] arguments) throws Exception {
        try (KernelRoutes routes = KernelRoutes.open()) {
            for (String argument : arguments) {
                String[] words = argument.split(",", -1);
                InetSocketAddress to = new InetSocketAddress(words[0], Integer.parseInt(words[1]));
                InetSocketAddress from = new InetSocketAddress(words[2], Integer.parseInt(words[3]));
                Optional<Route> route = routes.to(to, from);
                for (int wait = 0; wait < 500 && (route.isEmpty() || routes.isPending(to, from)); wait++) {
                    Thread.sleep(10);
                    route = routes.to(to, from);
                }
                System.out.println(argument + " "
                        + route.map(found ->
                                        found.kind() + " " + found.leavesBy().orElse("-") + " "
                                                + found.rule().orElse("-"))
                                .orElse("not known"));
            }
        }
    }
}
