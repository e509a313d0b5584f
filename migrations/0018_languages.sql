-- The language that somebody's mail speaks: chosen, or that of the browser they first signed in with.
ALTER TABLE auth."user" ADD COLUMN language text CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
