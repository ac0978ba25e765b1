exports.near = async () => "near";
