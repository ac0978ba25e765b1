export default {
  ssr: { noExternal: ["miniasync"] },
};
