-- Which checkpoints witnesses had seen when a key was replaced: what the key signed stands on these.
CREATE INDEX cosignatures_at ON cosignatures (at);
