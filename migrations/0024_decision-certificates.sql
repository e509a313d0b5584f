-- The certificate of a decision is made when somebody asks for it, and looked for by the decision.
CREATE INDEX documents_decision ON documents ((refs ->> 'decision')) WHERE refs ? 'decision';
