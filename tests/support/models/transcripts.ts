import data from "../../data/seed_transcripts.json" with { type: "json" };

/** The tutorial's three transcripts: what was asked, and each chunk of the answer. */
export const transcripts = data.transcripts;
