// Needs a native build; here the client is only asked for JSON.
exports.toJson = () => {
  throw new Error('this client is used for JSON only');
};
