package dev.sightline.probe.command;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class ProbeVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Sightline probe " + number()};
    }

    String number() {
        String version = ProbeMain.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
