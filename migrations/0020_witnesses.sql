-- What witnesses sign under checkpoints, and whose turn it is to ask them.

CREATE TABLE cosignatures (
  size bigint NOT NULL REFERENCES checkpoints,
  -- The verifier key, in note form.
  witness text NOT NULL,
  -- A signature line of the note, with its newline.
  line text NOT NULL,
  at instant NOT NULL,
  PRIMARY KEY (size, witness)
);
CREATE INDEX cosignatures_witness ON cosignatures (witness, size);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cosignatures
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE cosignatures ENABLE ALWAYS TRIGGER append_only;
GRANT SELECT, INSERT ON cosignatures TO countersign_app;

-- One worker asks at a time, so that all witnesses are asked about the same checkpoint. Its turn ends by itself.
CREATE TABLE witness_round (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  taken_until timestamptz NOT NULL
);
INSERT INTO witness_round (taken_until) VALUES ('-infinity');
GRANT SELECT, UPDATE ON witness_round TO countersign_app;
