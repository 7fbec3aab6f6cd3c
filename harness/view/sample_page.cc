// Writes a page of a long run for the test in a browser. It ends in a fall that
// never was, whose evidence would break a page that did not escape it.
//
//   sample_page FILE ACTIONS
#include <cstdlib>
#include <fstream>

#include "harness/view/frames.h"
#include "harness/view/html.h"
#include "harness/view/sample.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const size_t actions = std::strtoull(argv[2], nullptr, 10);
  harness::Frames frames =
      harness::FramesOf(harness::SampleTrace(actions), "sample <b>&amp;");
  frames.violation = {{"leader_completeness",
                       "</script><script>document.title='broken'</script><!-- "
                       "<script> \"'\\ &"},
                      frames.steps.size() - 1,
                      /*stored=*/false};
  std::ofstream file(argv[1], std::ios::binary);
  file << harness::PageOf(frames);
  file.close();
  return file ? 0 : 1;
}
