package dev.sightline.probe.firewall;

/** How a plan is written. */
public enum Form {
    /** A file for {@code nft -f}. */
    NFT,
    /** A shell script of {@code ufw} commands. */
    UFW
}
