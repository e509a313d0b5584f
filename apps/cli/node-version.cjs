/** Runs before anything is built or loaded, in words that every Node understands: an old one fails on what is new. */
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  console.error(
    'countersign: Node ' +
      process.versions.node +
      ' is too old; install Node 20.19 or newer, as from https://nodejs.org',
  );
  process.exit(1);
}
