export const near = async () => "near";
