package dev.sightline.cli;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.security.ConfigurationFile;
import dev.sightline.gateway.security.limits.Ceilings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check-config",
        mixinStandardHelpOptions = true,
        description = "Read a configuration as serve would, and name every mistake with its line.")
final class CheckConfigCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration.")
    @SuppressWarnings("NullAway.Init") // required
    private Path file;

    @Override
    public Integer call() throws ConfigException, IOException {
        GatewayConfig config = GatewayConfig.load(file);
        ConfigurationFile.refuseOpenSecrets(file, config, ProcessUser.current());
        PrintWriter out = spec.commandLine().getOut();
        int cameras = config.cameras().list().size();
        out.println(file + ": good, " + cameras + (cameras == 1 ? " camera" : " cameras") + " listed");
        // Not a mistake of the file: the service may have other bounds than this shell.
        new Ceilings(config).exceeded(Ceilings.filesOfThisProcess()).forEach(each -> out.println("Note: " + each));
        config.warnings().forEach(each -> out.println("Warning: " + each));
        out.flush();
        return 0;
    }
}
