"""What leaves and enters: ODM, bundles, the privacy gate, transports, the outbox."""
