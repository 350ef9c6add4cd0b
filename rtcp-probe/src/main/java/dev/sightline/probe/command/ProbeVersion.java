package dev.sightline.probe.command;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class ProbeVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = ProbeMain.class.getPackage().getImplementationVersion();
        return new String[] {"Sightline probe " + (version == null ? "(not packaged)" : version)};
    }
}
