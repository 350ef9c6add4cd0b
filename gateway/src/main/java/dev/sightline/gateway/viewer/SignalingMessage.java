package dev.sightline.gateway.viewer;

/** One text frame of the conversation between a viewer and the gateway: a JSON object whose {@code type} names it. */
sealed interface SignalingMessage permits FromViewer, ToViewer {}
