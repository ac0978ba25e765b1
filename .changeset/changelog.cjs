// How a changeset becomes a line of CHANGELOG.md: its text as it is, without the hash of a commit.
const getReleaseLine = async (/** @type {{ summary: string }} */ { summary }) => {
  const [first = "", ...rest] = summary.trim().split("\n");
  return [`- ${first}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
};
/** There are no other packages here. */
const getDependencyReleaseLine = async () => "";

module.exports = { getReleaseLine, getDependencyReleaseLine };
