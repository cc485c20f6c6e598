import { feedPlugin } from "@11ty/eleventy-plugin-rss";
import highlight from "@11ty/eleventy-plugin-syntaxhighlight";
import footnotes from "markdown-it-footnote";

// The posts under each value of a key, newest first, as pagination wants them.
const grouped = (valuesOf) => (api) => {
  const groups = new Map();
  for (const post of api.getFilteredByTag("post").reverse()) {
    for (const value of valuesOf(post.data)) {
      if (!groups.has(value)) groups.set(value, []);
      groups.get(value).push(post);
    }
  }
  return Array.from(groups, ([name, posts]) => ({ name, posts }));
};

export default function (eleventy) {
  eleventy.addPlugin(highlight);
  eleventy.addPlugin(feedPlugin, {
    type: "atom",
    outputPath: "/feed.xml",
    collection: { name: "post", limit: 20 },
    metadata: {
      language: "ko",
      title: "측정용 구직 일기",
      base: "https://blog.example.com/",
      author: { name: "측정하는 사람" },
    },
  });
  eleventy.amendLibrary("md", (markdown) => markdown.use(footnotes));
  eleventy.addFilter("day", (date) => date.toISOString().slice(0, 10));
  eleventy.addCollection("byTag", grouped((data) => data.tags.filter((tag) => tag !== "post")));
  eleventy.addCollection("byCategory", grouped((data) => [data.category]));
}

export const config = { markdownTemplateEngine: false };
