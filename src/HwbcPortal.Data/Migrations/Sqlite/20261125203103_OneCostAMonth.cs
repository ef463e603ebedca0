using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OneCostAMonth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ActualCosts_CoachId",
                table: "ActualCosts");

            migrationBuilder.CreateIndex(
                name: "IX_ActualCosts_CoachId_PcnId_Month",
                table: "ActualCosts",
                columns: new[] { "CoachId", "PcnId", "Month" },
                unique: true,
                filter: "\"ReplacedUtc\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ActualCosts_CoachId_PcnId_Month",
                table: "ActualCosts");

            migrationBuilder.CreateIndex(
                name: "IX_ActualCosts_CoachId",
                table: "ActualCosts",
                column: "CoachId");
        }
    }
}
