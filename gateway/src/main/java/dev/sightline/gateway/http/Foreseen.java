package dev.sightline.gateway.http;

/** An error that is an answer to whoever asked, and no mistake of the gateway's. */
public interface Foreseen {}
